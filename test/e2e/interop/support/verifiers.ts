import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, spawnGuarded } from '@gatehouse/local-servers';

/** Whose token it is, or how it was refused. */
export type Verdict = { readonly subject: string } | 'refused' | 'not enough';

/** Software that nobody here wrote, used as the documentation says. */
export interface Verifier {
  ask(token: string): Promise<Verdict>;
  stop(): Promise<void>;
}

/** Runs `verifyToken` of a module in a process of its own, which keeps its keys as long as it lives. */
export const NODE_DRIVER = `
import { createInterface } from 'node:readline';
const { verifyToken } = await import(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await verifyToken(JSON.parse(line)).catch((error) => ({ refused: String(error) }));
  console.log(JSON.stringify(answer));
}`;

export const PYTHON_DRIVER = `
import json, sys
import jwt
from gatehouse_tokens import verify_token
for line in sys.stdin:
    try:
        answer = verify_token(json.loads(line))
    except jwt.PyJWTError as error:
        answer = {"refused": repr(error)}
    print(json.dumps(answer), flush=True)
`;

/** A Nest application with one guarded route; decorators are called by hand, since Node does not read them. */
export const NEST_SERVICE = `
import 'reflect-metadata';
import { Controller, Get, Module, Req, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GatehouseGuard } from './gatehouse.guard.ts';
class Orders {
  list(request) { return { for: request.caller.sub }; }
}
const route = [Orders.prototype, 'list', Object.getOwnPropertyDescriptor(Orders.prototype, 'list')];
Controller('orders')(Orders);
Get()(...route);
UseGuards(new GatehouseGuard('uploads:read'))(...route);
Req()(Orders.prototype, 'list', 0);
class App {}
Module({ controllers: [Orders] })(App);
const app = await NestFactory.create(App, { logger: false });
await app.listen(Number(process.env.PORT), '127.0.0.1');`;

type Environment = Readonly<Record<string, string>>;

/** A process that answers each token, one a line, with its claims or with why it refuses. */
export function lineVerifier(command: string, args: string[], cwd: string, environment: Environment): Verifier {
  const child = spawn(command, args, { cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  return {
    ask: async (token) => {
      child.stdin.write(`${JSON.stringify(token)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ${args.join(' ')} has ended: ${errors}`);
      const { sub, refused } = JSON.parse(value) as { sub?: string; refused?: string };
      if (sub !== undefined) return { subject: sub };
      if (refused !== undefined) return 'refused';
      throw new Error(`neither claims nor a refusal: ${value}`);
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** A service that answers 200 to a good token with `{ "for": subject }`. */
export function httpVerifier(url: string, stop: () => Promise<void>): Verifier {
  return {
    ask: async (token) => {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      const text = await response.text();
      if (response.status === 401) return 'refused';
      if (response.status === 403) return 'not enough';
      if (response.status !== 200) throw new Error(`${response.status} ${text}`);
      return { subject: (JSON.parse(text) as { for: string }).for };
    },
    stop,
  };
}

/** Runs a service that listens on `PORT`. */
export async function startService(file: string, cwd: string, environment: Environment): Promise<Verifier> {
  const port = await freePort();
  const log = join(cwd, `${file}.log`);
  const env = { ...environment, PORT: String(port) };
  const service = await spawnGuarded({ command: process.execPath, args: [file], cwd, env, log });
  await listening(port, service.exited, log);
  return httpVerifier(`http://127.0.0.1:${port}/orders`, service.stop);
}

/** Waits until somebody listens; an end of the process ends the wait. */
export async function listening(port: number, exited: Promise<unknown>, log: string): Promise<void> {
  const life = { ended: false };
  void exited.then(() => (life.ended = true));
  while (!(await connects(port))) {
    if (life.ended) throw new Error(`it has ended: ${readFileSync(log, 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
