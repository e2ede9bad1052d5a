import { describe, expect, it } from 'vitest';
import { dockerfileRules } from '../../../src/lint/list.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What pragmas and configuration files that exist already may name. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  DL: words(
    '1001 3000 3001 3002 3003 3004 3006 3007 3008 3009 3010 3011 3012 3013 3014 3015 3016 3018 3019 3020 3021 3022 3023 3024 3025 3026 3027 3028 3029 3030 3032 3033 3034 3035 3036 3037 3038 3040 3041 3042 3043 3044 3045 3046 3047 3048 3049 3050 3051 3052 3053 3054 3055 3056 3057 3058 3059 3060 3061 3062 3063 3064 3065 3066 3067 4000 4001 4003 4004 4005 4006',
  ).map((number) => `DL${number}`),
  checks: words(
    'StageNameCasing FromAsCasing NoEmptyContinuation ConsistentInstructionCasing DuplicateStageName ReservedStageName JSONArgsRecommended MaintainerDeprecated UndefinedArgInFrom WorkdirRelativePath UndefinedVar MultipleInstructionsDisallowed LegacyKeyValueFormat InvalidBaseImagePlatform RedundantTargetPlatform SecretsUsedInArgOrEnv InvalidDefaultArgInFrom FromPlatformFlagConstDisallowed CopyIgnoredFile InvalidDefinitionDescription ExposeProtoCasing ExposeInvalidFormat',
  ),
  DS: words(
    '0001 0002 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0019 0020 0021 0022 0023 0024 0025 0026 0027 0029 0030 0031',
  ).flatMap((number) => [`DS-${number}`, `AVD-DS-${number}`, `DS${number.slice(1)}`]),
  ID: words(
    '10001 10002 20000 20001 20002 20003 20004 20005 20006 20007 20008 20009 20010 20011 20012 20013 20014 20015 20016 20017 20018 20019 20020 20021 20022',
  ).map((number) => `ID.${number}`),
};

describe('the ids of rules', () => {
  it.each(Object.entries(elsewhere))('know those of %s', (_, ids) => {
    const known = new Set(dockerfileRules.flatMap(({ aliases, id }) => [id, ...aliases]));
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
  });

  it('name one rule each', () => {
    const names = dockerfileRules.flatMap(({ id, slug }) => (id === slug ? [id] : [id, slug]));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(
      dockerfileRules.filter(({ slug }) => !/^[a-z][a-z0-9-]*$/.test(slug)).map(({ slug }) => slug),
    ).toEqual([]);
  });

  it('come with texts that are whole', () => {
    for (const { fix, id, title, why } of dockerfileRules) {
      expect(title, id).toMatch(/[^.]$/);
      expect(why, id).toMatch(/\.$/);
      expect(fix, id).toMatch(/\.$/);
    }
  });
});
