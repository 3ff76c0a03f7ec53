import type { Model } from '../../../catalogue/index.ts';
import type { Texts } from '../../languages/index.ts';
import { answers } from './answers.ts';
import { contract } from './contract.ts';
import { commonErrors, next } from './endings.ts';
import { facts } from './facts.ts';
import { params } from './params.ts';
import { price } from './price.ts';
import { references } from './references.ts';
import { requests } from './requests.ts';
import { sizes } from './sizes.ts';

/** What a model page is made of: nothing but its descriptor, the words of a language and where the server is. */
export type ModelPage = { readonly texts: Texts; readonly model: Model; readonly baseUrl: string };

/** The whole page of a model. */
export function modelPage(page: ModelPage): string {
  return PARTS.flatMap((part) => part(page) ?? []).join('\n\n');
}

const PARTS: readonly ((page: ModelPage) => string | undefined)[] = [
  facts,
  contract,
  params,
  sizes,
  references,
  price,
  requests,
  answers,
  commonErrors,
  next,
];
