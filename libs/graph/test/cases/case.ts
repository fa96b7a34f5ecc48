/** A row of the suites: a graph of one primitive (or a composite), named as in golden/, where its inputs are. */
import type { Kind, Value } from '@kantor/graph';

export interface Case {
  /** The primitive that the row is about; a composite names none. */
  readonly kind?: Kind;
  readonly name: string;
  readonly build: (...inputs: Value[]) => Value;
}
