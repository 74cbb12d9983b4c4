import { createDemand } from '../../lib/connection/demand.js';

const watched = () => {
  const demand = createDemand();
  const heard: string[] = [];
  demand.desired$.subscribe((desired) => heard.push(desired));
  return { demand, heard };
};

describe('the demand for a connection', () => {
  it('lasts from the first hold to the last', () => {
    const { demand, heard } = watched();
    const one = demand.hold();
    const other = demand.hold();
    one.unsubscribe();
    expect(heard).toEqual(['idle', 'connected']);
    other.unsubscribe();
    expect(heard).toEqual(['idle', 'connected', 'idle']);
  });

  it('counts a hold once, however often it is released', () => {
    const { demand, heard } = watched();
    const one = demand.hold();
    demand.hold();
    one.unsubscribe();
    one.unsubscribe();
    expect(heard).toEqual(['idle', 'connected']);
  });

  it('is disconnected over all holds, which stay counted', () => {
    const { demand, heard } = watched();
    const hold = demand.hold();
    demand.disconnect();
    demand.hold().unsubscribe();
    demand.disconnect();
    expect(heard).toEqual(['idle', 'connected', 'disconnected']);
    demand.connect();
    expect(heard).toEqual(['idle', 'connected', 'disconnected', 'connected']);
    demand.disconnect();
    hold.unsubscribe();
    demand.connect();
    expect(heard.slice(4)).toEqual(['disconnected', 'idle']);
  });

  it('loses no hold that is taken while another is being told of', () => {
    const { demand, heard } = watched();
    const nested = new Set<{ unsubscribe(): void }>();
    demand.desired$.subscribe((desired) => {
      if (desired === 'connected' && nested.size === 0) nested.add(demand.hold()).add(demand.hold());
    });
    const outer = demand.hold();
    for (const hold of nested) hold.unsubscribe();
    expect(heard).toEqual(['idle', 'connected']);
    outer.unsubscribe();
    expect(heard).toEqual(['idle', 'connected', 'idle']);
  });

  it('tells of each hold, before it counts', () => {
    const { demand, heard } = watched();
    const retries: number[] = [];
    demand.retry$.subscribe(() => retries.push(heard.length));
    demand.hold();
    demand.hold();
    demand.retry();
    expect(retries).toEqual([1, 2, 2]);
  });
});
