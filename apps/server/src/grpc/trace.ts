/** A span for each call over gRPC. */
import { status, type Metadata } from '@grpc/grpc-js';
import { faults, type FaultCode } from '../faults.js';
import { endSpan, startSpan } from '../spans.js';

const getter = {
  get: (metadata: Metadata, key: string) => metadata.get(key).map(String),
  keys: (metadata: Metadata) => Object.keys(metadata.getMap()),
};

/** @param of the call; a stream has one call after the other. */
export function startCallSpan(of: object, method: string, carrier: Metadata): void {
  const attributes = {
    'rpc.system': 'grpc',
    'rpc.service': 'inference.GRPCInferenceService',
    'rpc.method': method,
  };
  startSpan(of, { name: `inference.GRPCInferenceService/${method}`, attributes, carrier, getter });
}

export function endCallSpan(of: object, code: 'OK' | FaultCode): void {
  const known = code === 'OK' ? undefined : faults[code];
  const number = status[known?.grpc ?? 'OK'];
  endSpan(of, { 'rpc.grpc.status_code': number }, (known?.status ?? 200) >= 500);
}
