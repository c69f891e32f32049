/** What the reference finds out about its system. */
import { expect } from 'chai';
import { layer } from '../../../reference/layer';
import { koffi, socketsMissing } from '../../../reference/sockets/koffi';
import { socketsCannot } from '../../../reference/sockets/platform';
import { NotImplementedError } from '../../../spec';

type Opened = ReturnType<NonNullable<Parameters<typeof socketsCannot>[1]>>;

/** Runs `use` as on another system. */
function on(platform: string, use: () => void): void {
  const own = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
  Object.defineProperty(process, 'platform', { ...own, value: platform });
  try {
    use();
  } finally {
    Object.defineProperty(process, 'platform', own);
  }
}

describe('the platform of the reference', () => {
  it('has no sockets but on Linux, and says why', () => {
    on('sunos', () => {
      expect(socketsMissing()).to.match(/Linux only so far, and this is sunos/);
      expect(layer.cannot).to.deep.equal({ socket: socketsMissing() });
    });
  });

  it('cannot do anything with sockets where there are none', () => {
    expect(socketsCannot('there are none')).to.deep.equal({ socket: 'there are none' });
  });

  it('cannot do what fails when it is tried, and closes each socket', () => {
    const tried: unknown[] = [];
    const open = (family: number, type: number): Opened => {
      const of = [family, type];
      tried.push(['open', ...of]);
      if (family === 1 && type === 2) throw new Error('no such kind');
      return {
        bind: (address) => {
          tried.push(['bind', ...of, typeof address === 'string' ? address.slice(0, 10) : address]);
          throw new Error(`no ${family === 10 ? 'IPv6' : 'abstract names'}`);
        },
        setsockopt: (...given) => tried.push(['setsockopt', ...of, ...given]),
        close: () => tried.push(['close', ...of]),
      };
    };
    expect(socketsCannot(null, open)).to.deep.equal({
      ipv6: 'no IPv6',
      unix_dgram: 'no such kind',
      abstract_unix: 'no abstract names',
    });
    expect(tried).to.deep.equal([
      ['open', 10, 1],
      ['bind', 10, 1, ['::1', 0]],
      ['close', 10, 1],
      ['open', 1, 1],
      ['close', 1, 1],
      ['open', 1, 2],
      ['open', 1, 1],
      ['bind', 1, 1, '\0loopcert-'],
      ['close', 1, 1],
      ['open', 2, 1],
      ['setsockopt', 2, 1, 1, 15, 1],
      ['close', 2, 1],
    ]);
  });

  it('can do all that works', () => {
    const open = (): Opened => ({ bind: () => {}, setsockopt: () => {}, close: () => {} });
    expect(socketsCannot(null, open)).to.deep.equal({});
  });

  it('loads koffi once, or says that it is not there', () => {
    const missing = socketsMissing();
    if (missing === null) expect(koffi()).to.equal(koffi());
    else expect(() => koffi()).to.throw(NotImplementedError, missing);
  });
});
