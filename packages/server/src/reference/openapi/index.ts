export { describeApi, type OpenApiDocument } from './describe-api.ts';
export { openapiRoutes } from './routes.ts';
