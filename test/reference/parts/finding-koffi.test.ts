/** Where koffi is not installed: what says so, and that nothing is loaded. */
import { expect } from 'chai';
import Module from 'node:module';
import { load, socketsMissing } from '../../../reference/sockets/koffi';
import { NotImplementedError } from '../../../spec';

type Resolve = (request: string, ...rest: unknown[]) => string;

describe('koffi that is not installed', () => {
  const finder = Module as unknown as { _resolveFilename: Resolve };
  const own = finder._resolveFilename;
  let installed: boolean;

  beforeEach(function () {
    if (process.platform !== 'linux') this.skip();
    installed = false;
    finder._resolveFilename = (request, ...rest) => {
      if (request !== 'koffi') return own.call(finder, request, ...rest);
      if (!installed) throw new Error('no such module');
      return '/somewhere/koffi';
    };
  });
  afterEach(() => {
    finder._resolveFilename = own;
  });

  it('is told with what to do about it', () => {
    expect(socketsMissing()).to.equal('koffi is not installed: npm install koffi');
    installed = true;
    expect(socketsMissing()).to.equal(null);
  });

  it('is refused with this reason', () => {
    expect(() => load()).to.throw(NotImplementedError, 'koffi is not installed: npm install koffi');
    expect(() => load('it is not wanted')).to.throw(NotImplementedError, 'it is not wanted');
  });
});
