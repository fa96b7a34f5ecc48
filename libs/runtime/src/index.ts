export {
  devices,
  mostThreads,
  type Choice,
  type Device,
  type DeviceReport,
  type Placement,
  type Runtime,
  type Session,
  type SessionOptions,
} from './runtime.js';
export { chooseDevice, isDevice } from './choose.js';
export { createInTurn, type InTurn } from './in-turn.js';
export {
  answerCalls,
  connectCalls,
  encodeError,
  type Answers,
  type Calls,
  type EncodedError,
  type MessageLink,
} from './link.js';
