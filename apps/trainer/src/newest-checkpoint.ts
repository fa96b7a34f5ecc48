/** The newest checkpoint of a run whose manifest is whole; its tensors are not read. */
import { listCheckpoints, type Manifest } from '@kantor/checkpoint';

export interface NewestCheckpoint {
  readonly path: string;
  readonly manifest: Manifest;
}

export async function newestCheckpoint(folder: string): Promise<NewestCheckpoint | undefined> {
  return (await listCheckpoints(folder)).find((place) => 'manifest' in place);
}
