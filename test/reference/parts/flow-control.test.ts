/** When a protocol is asked to wait, and to go on: the marks, and what becomes of what it raises. */
import { expect } from 'chai';
import { FlowControl, type Paced } from '../../../reference/transports/flow-control';
import { KeyboardInterrupt, SystemExit, ValueError, type BaseProtocol } from '../../../spec';

const REQUESTS = [new SystemExit(), new KeyboardInterrupt()];

describe('flow control', () => {
  let size = 0;
  let told: string[] = [];
  let reports: unknown[] = [];
  let fault: unknown;
  const protocol = {
    pauseWriting: () => {
      told.push('pause');
      if (fault !== undefined) throw fault;
    },
    resumeWriting: () => {
      told.push('resume');
      if (fault !== undefined) throw fault;
    },
  } as unknown as BaseProtocol;
  const transport = {
    _loop: { callExceptionHandler: (context: unknown) => reports.push(context) },
    getWriteBufferSize: () => size,
    getProtocol: () => protocol,
  } as unknown as Paced;
  let flow: FlowControl;
  const at = (bytes: number): readonly string[] => {
    const before = told.length;
    const grows = bytes > size;
    size = bytes;
    if (grows) flow.grew();
    else flow.shrank();
    return told.slice(before);
  };

  beforeEach(() => {
    size = 0;
    told = [];
    reports = [];
    fault = undefined;
    flow = new FlowControl(transport);
  });

  it('asks above the high mark to stop, and at the low mark to go on', () => {
    expect(flow.limits).to.deep.equal([16_384, 65_536]);
    expect(at(65_536)).to.deep.equal([]);
    expect(at(65_537)).to.deep.equal(['pause']);
    expect(at(70_000)).to.deep.equal([]);
    expect(at(16_385)).to.deep.equal([]);
    expect(at(16_384)).to.deep.equal(['resume']);
    expect(at(0)).to.deep.equal([]);
  });

  it('makes of one mark the other', () => {
    flow.setLimits({ high: 100 });
    expect(flow.limits).to.deep.equal([25, 100]);
    flow.setLimits({ high: 103 });
    expect(flow.limits).to.deep.equal([25, 103]);
    flow.setLimits({ low: 10 });
    expect(flow.limits).to.deep.equal([10, 40]);
    flow.setLimits({ low: 7, high: 7 });
    expect(flow.limits).to.deep.equal([7, 7]);
    flow.setLimits({ high: 0 });
    expect(flow.limits).to.deep.equal([0, 0]);
    flow.setLimits({});
    expect(flow.limits).to.deep.equal([16_384, 65_536]);
    for (const limits of [{ high: 1, low: 2 }, { high: -1 }, { low: -1 }, { high: 5, low: -1 }]) {
      expect(() => {
        flow.setLimits(limits);
      }).to.throw(ValueError, 'must be >=');
    }
    expect(flow.limits).to.deep.equal([16_384, 65_536]);
    expect(new FlowControl(transport, 400).limits).to.deep.equal([100, 400]);
  });

  it('asks at once when the mark comes down below what waits', () => {
    at(1000);
    flow.setLimits({ high: 999 });
    expect(told).to.deep.equal(['pause']);
  });

  it('reports what the protocol raises, and lets requests to exit pass', () => {
    fault = new TypeError('it is broken');
    at(65_537);
    at(0);
    expect(told).to.deep.equal(['pause', 'resume']);
    expect(reports).to.deep.equal([
      { message: 'protocol.pause_writing() failed', exception: fault, transport, protocol },
      { message: 'protocol.resume_writing() failed', exception: fault, transport, protocol },
    ]);
    for (const request of REQUESTS) {
      fault = undefined;
      at(0);
      fault = request;
      expect(() => at(65_537))
        .to.throw()
        .and.to.equal(request);
    }
    expect(reports).to.have.length(2);
  });
});
