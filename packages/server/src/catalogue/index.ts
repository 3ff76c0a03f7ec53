export { type Catalogue, createCatalogue, type Model } from './catalogue.ts';
export type {
  ExampleRequest,
  FileKind,
  ModelDescriptor,
  NumberParam,
  ParamDescriptor,
  ReferenceKind,
  ReferencePolicy,
  SelectParam,
  Size,
  SizePolicy,
  SizeTier,
  TextParam,
} from './descriptor.ts';
export { FILE_KINDS } from './descriptor.ts';
export type { ParamValues, ParsedInput, ReferenceItem } from './input.ts';
export { modelRoutes } from './routes.ts';
export { modelView } from './view.ts';
