/** Addresses that look like others, and names that are looked up with odd flags. */
import { expect } from 'chai';
import { NodeEventLoop } from '../../../reference';
import { currentHost } from '../../../reference/loop/current-host';
import { ipVersion } from '../../../reference/network/ip-version';
import { getaddrinfo } from '../../../reference/network/resolve';
import type { AddressInfo } from '../../../spec';

describe('odd addresses', () => {
  it('stand for zeros once at most', () => {
    expect(['1::2::3:4:5:6:7:8', '::1::', '1:2:3:4::5:6:7::8'].map(ipVersion)).to.deep.equal([0, 0, 0]);
    expect(['1::3:4:5:6:7:8', '::1', '1::'].map(ipVersion)).to.deep.equal([6, 6, 6]);
  });

  it('of names are looked up for whoever listens, too', async () => {
    const host = currentHost() as { names: ReturnType<typeof currentHost>['names'] };
    const own = host.names;
    host.names = { ...own, lookup: () => Promise.resolve(['10.0.0.1']) };
    const loop = new NodeEventLoop();
    try {
      const rows: readonly AddressInfo[] = await loop.runUntilComplete(
        getaddrinfo(loop, 'a.name', 80, { type: 1, flags: 1 }),
      );
      expect(rows).to.deep.equal([[2, 1, 6, '', ['10.0.0.1', 80]]]);
    } finally {
      host.names = own;
      loop.close();
    }
  });
});
