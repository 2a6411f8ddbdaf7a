/** The part of a Standard Schema (standardschema.dev) that tools need: zod, valibot and others have it. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1;
    /** Name of the library. */
    readonly vendor: string;
    /** Checks a value, and converts it to what the schema says. */
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    /** For the type system only. */
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** Either the value as it is to be used, or what is wrong with it. */
export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong. */
export interface StandardIssue {
  /** What was expected. */
  readonly message: string;
  /** Where, from the value as a whole inwards; absent for the value itself. */
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}
