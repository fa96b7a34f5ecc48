/** The second input of a conditional generator: which class each sample is to be of. */
import type { OnnxPort } from '@kantor/onnx/header';
import { KantorError } from '@kantor/tensor';
import { shown } from './inputs.js';
import type { LabelPort } from './ports.js';

const mostClasses = 1_000_000;

function refuse(port: OnnxPort): KantorError {
  return new KantorError(
    'sampler/inputs',
    `The model's second input ${shown(port)} is no label: expected int64 or int32 [N], or float [N, K] for K classes.`,
  );
}

/** @throws KantorError `sampler/inputs` if it is no label. */
export function describeLabels(port: OnnxPort): LabelPort {
  const { name, type } = port;
  const [, columns, ...more] = port.shape;
  if (port.shape.length === 0 || more.length > 0) throw refuse(port);
  if (type === 'int64' || type === 'int32') {
    if (columns !== undefined && columns !== 1) throw refuse(port);
    return { name, dtype: type, shape: columns === undefined ? [] : [1], classes: undefined };
  }
  const sound = typeof columns === 'number' && Number.isSafeInteger(columns) && columns > 0;
  if (type !== 'float' || !sound || columns > mostClasses) throw refuse(port);
  return { name, dtype: 'float32', shape: [columns], classes: columns };
}
