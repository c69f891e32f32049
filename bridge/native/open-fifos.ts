/** Opens our ends of the FIFOs. Opening one waits for the peer, which opens them in the same order. */
import { closeSync, constants, open, openSync } from 'node:fs';

/** Descriptors of `paths`, written and read by turns. @throws what `gone` rejects with, when that comes first. */
export async function openFifos(paths: readonly string[], gone: Promise<never>): Promise<readonly number[]> {
  const fds: number[] = [];
  let given = false;
  const opening = (async () => {
    for (const [index, path] of paths.entries()) {
      const fd = await openFd(path, index % 2 === 0 ? constants.O_WRONLY : constants.O_RDONLY);
      if (given) closeSync(fd);
      else fds.push(fd);
    }
  })();
  try {
    await Promise.race([opening, gone]);
    gone.catch(() => {});
    return fds;
  } catch (error) {
    given = true;
    opening.catch(() => {});
    // An end of each for the moment, so that the open that waits returns.
    const ends = paths.map((path) => openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
    await opening.catch(() => {});
    for (const fd of [...fds, ...ends]) closeSync(fd);
    throw error;
  }
}

function openFd(path: string, flags: number): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, flags, (error, fd) => {
      if (error === null) resolve(fd);
      else reject(error);
    });
  });
}
