import { type TSchema, Type } from 'typebox';
import { ERROR_STATUS, type ErrorCode } from './errors.ts';

// A schema with a `title` is published under that name.

const codes: ErrorCode[] = Object.keys(ERROR_STATUS).filter((code): code is ErrorCode => code in ERROR_STATUS);

const ErrorDetail = Type.Object(
  {
    path: Type.String({
      description:
        'Where it is, such as `prompt`, `params.seed` or `params.referenceMediaItems[2].url`; empty for the whole.',
    }),
    message: Type.String({ description: 'What is wrong there and what is allowed.' }),
  },
  { title: 'ErrorDetail', description: 'One problem of the input.' },
);

/** Pieces of the wire that several features share. */
export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.Enum(codes, {
        title: 'ErrorCode',
        description: 'What a program should look at. New codes may be added: treat one you do not know by its status.',
      }),
      message: Type.String({ description: 'For people: what is wrong and what to do next. Its wording may change.' }),
      requestId: Type.String({ description: 'The same as the header `x-request-id`; name it in a report.' }),
      details: Type.Optional(
        Type.Array(ErrorDetail, { description: 'Up to 20 problems, when they can be pinned to fields.' }),
      ),
    }),
  },
  { title: 'Error', description: 'The body of every refusal.' },
);

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 100;

export const PageQuery = {
  limit: Type.Integer({
    minimum: 1,
    maximum: PAGE_SIZE_MAX,
    default: PAGE_SIZE_DEFAULT,
    description: 'How many items a page holds at most.',
  }),
  cursor: Type.Optional(
    Type.String({ maxLength: 200, description: 'The `next_cursor` of the page before; leave it out for the first.' }),
  ),
};

/** A page of a list; published as the name of its items followed by `List`. */
export function ListOf<Item extends TSchema & { title?: string }>(item: Item, order = 'newest first') {
  return Type.Object(
    {
      object: Type.Literal('list'),
      data: Type.Array(item),
      has_more: Type.Boolean({
        description:
          'Whether there is a next page. With a filter a page may hold fewer items than asked for, even none.',
      }),
      next_cursor: Type.Union([Type.String(), Type.Null()], {
        description: 'Send it as `cursor` to get the next page; `null` on the last one.',
      }),
    },
    item.title === undefined ? {} : { title: `${item.title}List`, description: `A page of the list, ${order}.` },
  );
}

export function Nullable<Schema extends TSchema>(schema: Schema, options: { description?: string } = {}) {
  return Type.Union([schema, Type.Null()], options);
}

/** A time as every answer writes it. */
export function Time(description: string) {
  return Type.String({ format: 'date-time', description });
}
