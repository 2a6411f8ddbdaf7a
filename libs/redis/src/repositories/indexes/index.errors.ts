import { TENANTRY_ERROR_CODES } from '../../common/error-codes.js';
import { TenantryError } from '../../common/tenantry.error.js';

/** Records were searched by a field that no index is declared for. */
export class FieldNotIndexedError extends TenantryError {
  /** @param declaration where the index would be declared, e.g. `indexes.user` */
  constructor(field: string, declaration: string, declared: readonly string[]) {
    const known = declared.length === 0 ? 'none is' : `declared: ${declared.join(', ')}`;
    super(
      `Field ${JSON.stringify(field.slice(0, 64))} is not indexed (${known}). Declare it in ${declaration} and run ` +
        'reindex() once, or search every record with { scan: true }.',
      { code: TENANTRY_ERROR_CODES.FIELD_NOT_INDEXED, details: { field, declaration } },
    );
  }
}
