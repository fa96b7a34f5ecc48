/** The worker that trains: it opens sessions on a device and advances them when the page asks for a frame. */
import { ortEngine } from '@kantor/engine/ort';
import { answerCalls, chooseDevice, type Choice, type Device } from '@kantor/runtime';
import { webRuntime } from '@kantor/runtime/web';
import type { ModelInput } from '@kantor/spec';
import type { Frame } from './frame.js';
import { openSession, type Session } from './session.js';
import type { Settings } from './settings.js';

export interface OpenRequest {
  /** URL of the folder of ONNX Runtime's files. */
  readonly assets: string;
  readonly device: Device | 'auto';
  readonly toy: ModelInput;
  readonly settings: Settings;
  /** Goes on from the session before, as far as the models are alike. */
  readonly goesOn: boolean;
}

/** One core is left to the page; more than three wait for each other on matrices as small as these. */
const threads = Math.max(1, Math.min(3, navigator.hardwareConcurrency - 1));

let session: Session | undefined;

async function open({ assets, device, toy, settings, goesOn }: OpenRequest): Promise<Choice> {
  const runtime = webRuntime({ assets, threads });
  const choice = await chooseDevice(runtime, device);
  const before = session;
  const engine = ortEngine(runtime, { device: choice.device });
  session = await openSession(engine, toy, settings, goesOn ? before : undefined);
  await before?.training.dispose();
  return choice;
}

/** How much to train before the next frame. */
export interface Stretch {
  /** So many generator steps; left out: as many as keep the picture moving. */
  readonly steps?: number;
  /** Milliseconds of training, at least, where the steps are left out. */
  readonly least?: number;
}

/** Milliseconds of training between two frames, at least. */
const shortest = 30;
/** How many times as long as a frame takes to make it trains between two, at least. */
const trainingPerLook = 3;

async function advance({ steps, least = shortest }: Stretch): Promise<Frame> {
  if (!session) throw new Error('No training is open.');
  const start = performance.now();
  return session.advance((done, lookTime) => {
    if (steps !== undefined) return done >= steps;
    return done > 0 && performance.now() - start >= Math.max(least, lookTime * trainingPerLook);
  });
}

answerCalls(
  {
    send: (message, transfer) => postMessage(message, { transfer: [...transfer] }),
    onMessage: (listener) => addEventListener('message', ({ data }: MessageEvent) => listener(data)),
  },
  {
    methods: { open, advance },
    buffersOf: (value) => (isFrame(value) ? [value.samples.buffer as ArrayBuffer] : []),
    unknownCode: 'site/worker',
  },
);

function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && 'samples' in value;
}
