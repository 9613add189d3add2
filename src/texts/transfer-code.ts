import type { InFourLanguages } from '../domain/message.ts';

/** What golive says of the time that a transfer code has left. */
export const TRANSFER_CODE_TEXTS = {
  'code.expires-soon': {
    nl: 'De verhuiscode van {domain} geldt nog tot {until:time}.',
    de: 'Der Transfercode von {domain} gilt nur noch bis {until:time}.',
    fr: 'Le code de transfert de {domain} n’est plus valable que jusqu’au {until:time}.',
    en: 'The transfer code of {domain} holds only until {until:time}.',
  },
  'code.has-run-out': {
    nl: 'De verhuiscode van {domain} is op {until:time} verlopen.',
    de: 'Der Transfercode von {domain} ist am {until:time} abgelaufen.',
    fr: 'Le code de transfert de {domain} a expiré le {until:time}.',
    en: 'The transfer code of {domain} ran out on {until:time}.',
  },
  'code.fix-soon': {
    nl: 'Vraag de verhuizing aan voordat hij verloopt, of vraag een nieuwe code op en geef die[[: golive answer {domain} authcode||.]]',
    de: 'Beantragen Sie den Transfer vorher, oder fordern Sie einen neuen Code an und geben Sie ihn ein[[: golive answer {domain} authcode||.]]',
    fr: 'Demandez le transfert avant cette date, ou obtenez un nouveau code et donnez-le[[ : golive answer {domain} authcode||.]]',
    en: 'Request the transfer before that, or obtain a new code and give it[[: golive answer {domain} authcode||.]]',
  },
  'code.fix-run-out': {
    nl: 'Vraag een nieuwe code op en geef die[[: golive answer {domain} authcode||.]]',
    de: 'Fordern Sie einen neuen Code an und geben Sie ihn ein[[: golive answer {domain} authcode||.]]',
    fr: 'Obtenez un nouveau code et donnez-le[[ : golive answer {domain} authcode||.]]',
    en: 'Obtain a new code and give it[[: golive answer {domain} authcode||.]]',
  },
  'cli.secret-kept': {
    nl: '{field} van {domain} is versleuteld bewaard.',
    de: '{field} von {domain} ist verschlüsselt hinterlegt.',
    fr: '{field} de {domain} est conservé chiffré.',
    en: '{field} of {domain} is kept, encrypted.',
  },
  'cli.code-kept': {
    nl: 'De verhuiscode van {domain} is versleuteld bewaard.',
    de: 'Der Transfercode von {domain} ist verschlüsselt hinterlegt.',
    fr: 'Le code de transfert de {domain} est conservé chiffré.',
    en: 'The transfer code of {domain} is kept, encrypted.',
  },
  'cli.code-kept-until': {
    nl: 'Hij geldt tot {until:time}.',
    de: 'Er gilt bis {until:time}.',
    fr: 'Il est valable jusqu’au {until:time}.',
    en: 'It holds until {until:time}.',
  },
  'cli.code-kept-no-end': {
    nl: 'Tot wanneer hij geldt, is niet bekend.',
    de: 'Bis wann er gilt, ist nicht bekannt.',
    fr: 'Sa durée de validité n’est pas connue.',
    en: 'Until when it holds is not known.',
  },
  'cli.transfer-code': {
    nl: 'Verhuiscode',
    de: 'Transfercode',
    fr: 'Code de transfert',
    en: 'Transfer code',
  },
  'cli.code-until': {
    nl: 'geldt tot {until:time}',
    de: 'gilt bis {until:time}',
    fr: 'valable jusqu’au {until:time}',
    en: 'holds until {until:time}',
  },
  'cli.code-no-end': {
    nl: 'bewaard; tot wanneer hij geldt is niet bekend',
    de: 'hinterlegt; bis wann er gilt, ist nicht bekannt',
    fr: 'conservé ; sa durée de validité n’est pas connue',
    en: 'kept; until when it holds is not known',
  },
} as const satisfies Record<string, InFourLanguages>;
