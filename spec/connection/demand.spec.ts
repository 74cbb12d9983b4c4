import { createDemand } from '../../lib/connection/demand.js';

const watched = () => {
  const demand = createDemand();
  const heard: string[] = [];
  demand.wanted$.subscribe((want) => heard.push(want));
  return { demand, heard };
};

describe('the demand for a connection', () => {
  it('lasts from the first hold to the last', () => {
    const { demand, heard } = watched();
    const one = demand.hold();
    const other = demand.hold();
    one.unsubscribe();
    expect(heard).toEqual(['unwanted', 'wanted']);
    other.unsubscribe();
    expect(heard).toEqual(['unwanted', 'wanted', 'unwanted']);
  });

  it('counts a hold once, however often it is released', () => {
    const { demand, heard } = watched();
    const one = demand.hold();
    demand.hold();
    one.unsubscribe();
    one.unsubscribe();
    expect(heard).toEqual(['unwanted', 'wanted']);
  });

  it('is latched over all holds, which stay counted', () => {
    const { demand, heard } = watched();
    const hold = demand.hold();
    demand.latch();
    demand.hold().unsubscribe();
    demand.latch();
    expect(heard).toEqual(['unwanted', 'wanted', 'latched']);
    demand.unlatch();
    expect(heard).toEqual(['unwanted', 'wanted', 'latched', 'wanted']);
    demand.latch();
    hold.unsubscribe();
    demand.unlatch();
    expect(heard.slice(4)).toEqual(['latched', 'unwanted']);
  });

  it('loses no hold that is taken while another is being told of', () => {
    const { demand, heard } = watched();
    const nested = new Set<{ unsubscribe(): void }>();
    demand.wanted$.subscribe((want) => {
      if (want === 'wanted' && nested.size === 0) nested.add(demand.hold()).add(demand.hold());
    });
    const outer = demand.hold();
    for (const hold of nested) hold.unsubscribe();
    expect(heard).toEqual(['unwanted', 'wanted']);
    outer.unsubscribe();
    expect(heard).toEqual(['unwanted', 'wanted', 'unwanted']);
  });

  it('tells of each hold, before it counts', () => {
    const { demand, heard } = watched();
    const asked: number[] = [];
    demand.asked$.subscribe(() => asked.push(heard.length));
    demand.hold();
    demand.hold();
    demand.ask();
    expect(asked).toEqual([1, 2, 2]);
  });
});
