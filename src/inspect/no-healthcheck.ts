/** Rule: nothing says how to see whether the program works. https://docs.docker.com/reference/dockerfile/#healthcheck */
import type { ImageRule } from './rule.ts';

export const noHealthcheck: ImageRule = {
  id: 'no-healthcheck',
  kind: 'image',
  severity: 'info',
  title: 'The image has no HEALTHCHECK',
  why: 'Docker and Swarm take a hanging process for a working one. Kubernetes has probes of its own, and images in OCI format cannot keep a HEALTHCHECK: there it is not missed.',
  fix: 'Add a HEALTHCHECK that the program answers itself, in exec form, or set probes where it is deployed.',
  aliases: ['CIS-DI-0006', 'DL3057', 'DS-0026'],
  *check({ config }) {
    const test = config.healthcheck?.test;
    const isOff = test?.[0] === 'NONE';
    if (test !== undefined && test.length > 0 && !isOff) return;
    yield {
      message: isOff
        ? 'HEALTHCHECK NONE switches off the check of the base image: a hanging process counts as working.'
        : 'No HEALTHCHECK is set: where no other probe asks, a hanging process counts as working.',
      location: {},
      evidence: [{ label: 'HEALTHCHECK', value: isOff ? 'NONE' : 'not set' }],
    };
  },
};
