/** An input or output of a model, as its file declares it. */

export interface OnnxPort {
  readonly name: string;
  /** ONNX's name in lower case, such as `float` or `int64`. */
  readonly type: string;
  /** Numbers, or the names of symbolic dimensions. */
  readonly shape: readonly (number | string)[];
}
