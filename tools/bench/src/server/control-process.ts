/**
 * The server of `control.ts`: node:http and nothing else. It answers with as many bytes as the samples have that are asked
 * for, or with a picture of as many samples, drawn before it began to listen. It does not read the seed.
 */
import { createServer } from 'node:http';
import { Sampler } from '@kantor/sampler/node';
import { countsOf } from './plan.js';

const [file, imageBytes, port] = process.argv.slice(2);

async function drawPictures(): Promise<ReadonlyMap<number, Uint8Array>> {
  await using sampler = await Sampler.load(file, { device: 'cpu', threads: 1 });
  const pictures = new Map<number, Uint8Array>();
  for (const count of countsOf('png')) {
    const samples = await sampler.sample({ seed: 1, count });
    pictures.set(count, await samples.toPng());
  }
  return pictures;
}

const pictures = await drawPictures();
const tensors = new Map(countsOf('binary').map((count) => [count, Buffer.alloc(count * Number(imageBytes))]));
const nothing = Buffer.alloc(0);

createServer(({ url = '', headers: { accept = '' } }, response) => {
  const count = Number(/[?&]count=(\d+)/.exec(url)?.[1]);
  const body = (accept === 'image/png' ? pictures : tensors).get(count) ?? nothing;
  response.writeHead(200, { 'content-type': accept, 'content-length': body.length }).end(body);
}).listen(Number(port), '127.0.0.1');
