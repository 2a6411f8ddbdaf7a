import { Module } from '@nestjs/common';
import { KeyValuesController } from './key-values.controller.js';

@Module({ controllers: [KeyValuesController] })
export class KeyValuesModule {}
