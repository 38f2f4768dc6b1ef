import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { All, Controller, Module, Req, Res, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { nodeMiddleware } from '../../../src/gateway/mounts/frameworks.js';
import { appAnswer } from './conformance.js';
import { makeMount, startLookups, type Mounted } from './mounts.js';

interface NestRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}

interface NestResponse {
  status(status: number): this;
  type(type: string): this;
  send(body: string): unknown;
}

/** A controller that takes everything. The decorators are called as what they are: functions. */
function controllerFor(bodies: string[]): new () => object {
  class EverythingController {
    answer({ method, url, body: parsed }: NestRequest, response: NestResponse): void {
      bodies.push(typeof parsed === 'string' ? parsed : JSON.stringify(parsed ?? ''));
      const { status, type, body } = appAnswer(method, url);
      response.status(status).type(type).send(body);
    }
  }
  const { prototype } = EverythingController;
  All(['/', '*path'])(prototype, 'answer', Object.getOwnPropertyDescriptor(prototype, 'answer')!);
  Req()(prototype, 'answer', 0);
  Res()(prototype, 'answer', 1);
  Controller()(EverythingController);
  return EverythingController;
}

/** NestJS 11 on Express: its own body parser, router and controllers behind the middleware. */
export async function nestMount(): Promise<Mounted> {
  const lookups = await startLookups();
  const { gateway, events, warnings, mount } = makeMount({ upstreamUrl: lookups.url });
  const bodies: string[] = [];
  class AppModule {
    readonly title = 'Shop';
  }
  Module({ controllers: [controllerFor(bodies)] })(AppModule);
  const app: INestApplication = await NestFactory.create(AppModule, { logger: false });
  app.use(nodeMiddleware(mount));
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await app.close();
    await gateway.close();
    await lookups.close();
  };
  return { port: (server.address() as AddressInfo).port, events, bodies, warnings, close };
}
