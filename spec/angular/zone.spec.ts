/** @jest-environment jsdom */
import 'zone.js';
import { bed } from './support/test-bed.js';
import { ApplicationRef, Component, NgZone, provideZoneChangeDetection } from '@angular/core';
import type { ComponentFixture } from '@angular/core/testing';
import { TestBed } from '@angular/core/testing';
import { filter, firstValueFrom, take } from 'rxjs';
import { injectChannel, injectEvent, injectMembers, injectPusher } from '../../lib/angular/index.js';

const makeRoom = () => {
  const Room = Component({
    selector: 'a-room',
    template: '{{ price() }} {{ said }} {{ members()?.count }}',
  })(
    class {
      readonly price = injectEvent('prices', 'tick');
      readonly members = injectMembers('presence-room');
      readonly insideForChannel: boolean[] = [];
      readonly insideForPusher: boolean[] = [];
      readonly pusher = injectPusher();
      // A field, as applications with a zone have them: only the zone tells that it has changed.
      said = 'nothing';

      constructor() {
        injectChannel('chat')
          .on<string>('said')
          .subscribe((said) => {
            this.said = said;
            this.insideForChannel.push(NgZone.isInAngularZone());
          });
        this.pusher.state$.subscribe(() => this.insideForPusher.push(NgZone.isInAngularZone()));
        this.pusher.user.signin().subscribe();
        this.pusher.channel('presence-room').trigger('client-hello', {}).subscribe();
      }
    },
  );
  return Room;
};

describe('an application with zone.js', () => {
  let fixture: ComponentFixture<InstanceType<ReturnType<typeof makeRoom>>>;
  const { whenStable } = {
    whenStable: () => firstValueFrom(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean), take(1))),
  };
  const shows = async (text: string): Promise<void> => {
    for (let turn = 0; turn < 200 && textNow() !== text; turn += 1) await later();
    expect(textNow()).toBe(text);
  };
  const textNow = () => (fixture.nativeElement as HTMLElement).textContent;
  const later = () => new Promise((resolve) => setTimeout(resolve, 5));

  afterEach(() => TestBed.resetTestingModule());

  it('is stable while there is a connection, and sees what comes in signals and in fields', async () => {
    const { server } = bed({ providers: [provideZoneChangeDetection()] });
    const zone = TestBed.inject(NgZone);
    fixture = zone.run(() => TestBed.createComponent(makeRoom()));
    fixture.autoDetectChanges();
    await shows(' nothing 1');
    expect(zone.hasPendingMacrotasks).toBe(false);
    await whenStable();

    server.events('prices', [['tick', 1]]);
    await shows('1 nothing 1');
    server.events('chat', [['said', 'hello']]);
    await shows('1 hello 1');
    expect(fixture.componentInstance.insideForChannel).toEqual([true]);
    expect(new Set(fixture.componentInstance.insideForPusher)).toEqual(new Set([true]));

    zone.run(() => fixture.destroy());
    expect(zone.hasPendingMacrotasks).toBe(false);
  });
});
