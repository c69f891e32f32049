/** What becomes of the socket file of a unix server. */
import type { Coroutine, UnixServerOptions } from '../../spec';
import { expect, expectNone, movePath, pathExists, removePath, Serving, suite, type World } from '../support';
import { boundAt } from './places';

/** A server on a path that has served somebody, closed after `meanwhile`; returns whether the path is still there. */
function* isLeft(
  world: World,
  path: string,
  { meanwhile, ...options }: UnixServerOptions & { readonly meanwhile?: () => void } = {},
): Coroutine<boolean> {
  const serving = new Serving(world);
  const at = options.sock === undefined ? path : null;
  const server = yield* world.loop.createUnixServer(serving.factory, at, options);
  expect(pathExists(path)).to.equal(true);
  yield* serving.accept(path);
  meanwhile?.();
  expectNone(server.close());
  const left = pathExists(path);
  yield* serving.end(server);
  expect(pathExists(path), 'nothing changes later').to.equal(left);
  removePath(path);
  return left;
}

export const socketFileSuite = suite('unix', 'socket file', (test) => {
  test('unix.server.file_left_on_close', 'looks for it', (world) =>
    world.env.run(function* () {
      expect(yield* isLeft(world, `${world.env.wire.folder()}/s`)).to.equal(true);
    }),
  );

  test('unix.server.cleanup_default', 'looks for it', (world) =>
    world.env.run(function* () {
      expect(yield* isLeft(world, `${world.env.wire.folder()}/s`)).to.equal(false);
    }),
  );

  test(
    'unix.server.cleanup_default',
    'gave a bound socket',
    (world) =>
      world.env.run(function* () {
        const path = `${world.env.wire.folder()}/s`;
        expect(yield* isLeft(world, path, { sock: boundAt(world, path) })).to.equal(false);
      }),
    { needs: ['socket'] },
  );

  test('unix.server.cleanup_false', 'looks for it', (world) =>
    world.env.run(function* () {
      const path = `${world.env.wire.folder()}/s`;
      // A loop that has no such servers says so here, and nothing of the option.
      yield* isLeft(world, `${path}0`);
      expect(yield* isLeft(world, path, { cleanupSocket: false })).to.equal(true);
      expect(yield* isLeft(world, path, { cleanupSocket: true })).to.equal(false);
    }),
  );

  test('unix.server.cleanup_replaced', 'puts another one there', (world) =>
    world.env.run(function* () {
      const { wire } = world.env;
      const path = `${wire.folder()}/s`;
      // Made before the first one goes, or it might get the same number.
      const other = wire.listen({ path: `${wire.folder()}/other` });
      const meanwhile = (): void => movePath(other.address as string, path);
      expect(yield* isLeft(world, path, { meanwhile })).to.equal(true);
      other.close();
    }),
  );

  test('unix.server.cleanup_gone', 'removes it meanwhile', (world) =>
    world.env.run(function* () {
      const path = `${world.env.wire.folder()}/s`;
      expect(yield* isLeft(world, path, { meanwhile: () => removePath(path) })).to.equal(false);
      expect(world.env.takeReports()).to.deep.equal([]);
    }),
  );
});
