import { describe, expect, it } from 'vitest';
import { describeHandler } from '../../../libs/redis/src/dispatch/handler-method.js';
import { useHostApps } from './host-app.js';
import {
  Handles,
  made,
  Notes,
  OneFailingModule,
  OtherFailingModule,
  Overriding,
  RequestScoped,
  Singleton,
  Transient,
} from './host-classes.js';

describe('handlers of decorated methods', () => {
  const start = useHostApps();

  it('are found on every kind of host, without making one', async () => {
    const before = made.count;
    const hosts = await start({
      providers: [
        Singleton,
        { provide: 'alias', useExisting: Singleton },
        RequestScoped,
        Transient,
        Overriding,
      ],
      controllers: [Notes],
    });
    const found = hosts.handlers().map((each) => `${each.declaration.name}: ${describeHandler(each)}`);
    expect(found.toSorted()).toEqual([
      'a: Singleton.note (in HostsModule)',
      'b: Singleton.note (in HostsModule)',
      'durable: Notes.note (in HostsModule)',
      'durable: RequestScoped.note (in HostsModule)',
      'scoped: RequestScoped.own (in HostsModule)',
      'transient: Transient.note (in HostsModule)',
    ]);
    expect(made.count).toBe(before + 1);
  });

  it('are found once for an instance under several tokens, and once per module for a class in two', async () => {
    const hosts = await start({
      providers: [
        Singleton,
        { provide: 'same instance', inject: [Singleton], useFactory: (singleton: Singleton) => singleton },
        { provide: 'no prototype', useValue: Object.create(null) as object },
        { provide: 'no object', useValue: 'text' },
      ],
      imports: [OneFailingModule, OtherFailingModule],
    });
    expect(hosts.handlers().map(describeHandler).toSorted()).toEqual([
      'Failing.note (in OneFailingModule)',
      'Failing.note (in OtherFailingModule)',
      'Singleton.note (in HostsModule)',
      'Singleton.note (in HostsModule)',
    ]);
    expect(hosts.handlers().map(({ declaration }) => declaration.name)).toEqual(
      expect.arrayContaining(['a', 'b', 'failing']),
    );
  });

  it('cannot be static methods', () => {
    expect(() => {
      class Wrong {
        @Handles('x')
        static note(): void {}

        ofAnInstance(): void {}
      }
      return Wrong;
    }).toThrow(/Wrong\.note.*static method/);
  });
});
