/** What judges the packages of a base image, given to the look-up by who has scans and advisories at hand. */
import type { BaseAdvisories } from '../lint/facts.ts';
import type { Digest, ImageConfig } from '../model/image.ts';
import type { BaseInventory } from './base-inventory.ts';

export interface BaseAdvisor {
  /** What earlier scans on this machine found in these very layers; undefined when one of them was never read. */
  scanned(config: ImageConfig, diffIds: readonly Digest[]): Promise<BaseInventory | undefined>;
  advise(
    name: string,
    inventory: BaseInventory,
    knownFrom: BaseAdvisories['knownFrom'],
  ): Promise<BaseAdvisories>;
}
