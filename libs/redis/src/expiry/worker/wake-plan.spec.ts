import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock.js';
import { WakePlan } from './wake-plan.js';

/** Says that the server's clock is `performance.now()`. */
const clock = new ServerClock();
clock.observe(0, 0, 1);

describe('the plan of looks at a partition', () => {
  it('is to look when something is due', () => {
    const plan = new WakePlan(() => 1);
    expect(plan.localTime(clock)).toBe(Number.POSITIVE_INFINITY);
    plan.planned(500);
    expect(plan.localTime(clock)).toBeCloseTo(500, 0);
    expect([plan.isDue(499), plan.isDue(500)]).toEqual([false, true]);
  });

  it('changes when something is due earlier', () => {
    const plan = new WakePlan();
    expect(plan.nudge(700)).toBe(true);
    expect(plan.nudge(900)).toBe(false);
    expect(plan.nudge(600)).toBe(true);
    expect(plan.localTime(clock)).toBeCloseTo(600, 0);
  });

  it('keeps what was nudged during a look, which may not have seen it', () => {
    const plan = new WakePlan();
    plan.planned(500);
    plan.begin();
    plan.nudge(650);
    plan.planned(800);
    expect(plan.localTime(clock)).toBeCloseTo(650, 0);
    plan.begin();
    plan.planned(800);
    expect(plan.localTime(clock)).toBeCloseTo(800, 0);
    plan.begin();
    plan.nudge(900);
    plan.planned(null);
    expect(plan.localTime(clock)).toBeCloseTo(900, 0);
  });

  it('waits at random, up to 20 ms, only where others are often faster', () => {
    const plan = new WakePlan(() => 1);
    for (let look = 0; look < 100; look += 1) plan.looked(true);
    plan.planned(500);
    expect(plan.localTime(clock)).toBeGreaterThan(519);
    expect(plan.localTime(clock)).toBeLessThan(521);
    for (let look = 0; look < 100; look += 1) plan.looked(false);
    plan.planned(500);
    expect(plan.localTime(clock)).toBeCloseTo(500, 0);
    expect(plan.contention).toBeLessThan(0.01);
  });
});
