/** Files of the loop under test, for tests that send them. */
import type { FileObject } from '../../spec';
import type { World } from '../support';

/** Opens a file with this content for reading; closed after the test. */
export function fileOf({ asyncio, env }: World, content: Uint8Array, mode = 'rb'): FileObject {
  const file = asyncio.files.open(env.wire.file(content), mode);
  env.defer(() => {
    file.close();
  });
  return file;
}

/** A file in memory with this content. */
export function memoryFile({ asyncio }: World, content: Uint8Array): FileObject {
  return asyncio.files.BytesIO(content);
}
