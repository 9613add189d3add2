export { identify, visitorOf } from './identify.ts';
export { localPath, needs, rightOf } from './needs.ts';
export { accessRoutes } from './routes.ts';
export { sameOrigin } from './same-origin.ts';
