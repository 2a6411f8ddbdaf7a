import type { Contender } from './contender.js';
import { Scene, type SceneOptions } from './scene.js';

/** A scene for each contender, all at the same time: who does nothing does not disturb the others. */
export class Scenes<Name extends Contender> {
  private constructor(private readonly byContender: ReadonlyMap<Contender, Scene>) {}

  static async start<Name extends Contender>(
    contenders: readonly Name[],
    options: Omit<SceneOptions, 'contender'>,
  ): Promise<Scenes<Name>> {
    const scenes = await Promise.all(
      contenders.map(async (contender) => [contender, await Scene.start({ ...options, contender })] as const),
    );
    return new Scenes(new Map(scenes));
  }

  of(contender: Name): Scene {
    const scene = this.byContender.get(contender);
    if (scene === undefined) throw new Error(`${contender} is not there`);
    return scene;
  }

  async close(): Promise<void> {
    await Promise.all([...this.byContender.values()].map(async (scene) => scene.close()));
  }
}
