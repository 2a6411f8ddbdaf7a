import { Module } from '@nestjs/common';
import { ProductsController } from './products.controller.js';
import { RowsController } from './rows.controller.js';
import { TablesController } from './tables.controller.js';

@Module({ controllers: [TablesController, RowsController, ProductsController] })
export class TablesModule {}
