/** Rule: libraries are loaded into every program. https://man7.org/linux/man-pages/man8/ld.so.8.html */
import { environmentOf } from './environment.ts';
import type { ImageRule } from './rule.ts';
import { isBaseLayer, locate } from './sighting.ts';

export const preload: ImageRule = {
  id: 'preload',
  kind: 'image',
  severity: 'low',
  title: 'A library is loaded into every program',
  why: 'LD_PRELOAD and /etc/ld.so.preload put code into every process, a way both of tuning allocators and of hiding an intruder; an empty or relative element of LD_LIBRARY_PATH loads libraries from the working directory.',
  fix: 'Set the variable only for the program that needs it, with an absolute path.',
  aliases: [],
  *check({ config, footprint }) {
    const environment = environmentOf(config);
    const preloaded = environment.get('LD_PRELOAD');
    if (preloaded !== undefined && preloaded !== '') {
      yield {
        message: `LD_PRELOAD loads ${preloaded} into every program of the container.`,
        location: {},
        evidence: [{ label: 'LD_PRELOAD', value: preloaded }],
      };
    }
    const libraries = environment.get('LD_LIBRARY_PATH') ?? '';
    if (libraries !== '' && libraries.split(':').some((element) => !element.startsWith('/'))) {
      yield {
        title: 'LD_LIBRARY_PATH has a relative or empty element',
        message:
          'LD_LIBRARY_PATH has a relative or empty element: libraries are also loaded from the working directory.',
        location: {},
        evidence: [{ label: 'LD_LIBRARY_PATH', value: libraries }],
        fix: 'Remove empty elements: write `ENV LD_LIBRARY_PATH=/dir` when the variable was not set before.',
      };
    }
    const file = footprint.files.get('etc/ld.so.preload');
    if (file !== undefined && file.entry.fileBytes > 0) {
      yield {
        severity: 'medium',
        message:
          'The image has a file /etc/ld.so.preload: what it names is loaded into every program, setuid ones included.',
        location: locate(footprint, file.layer, 'etc/ld.so.preload'),
        evidence: [
          {
            label: 'file',
            value: '/etc/ld.so.preload',
            location: locate(footprint, file.layer, 'etc/ld.so.preload'),
          },
        ],
        inBase: isBaseLayer(footprint, file.layer),
      };
    }
  },
};
