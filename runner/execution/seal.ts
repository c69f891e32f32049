/**
 * The seal on what a worker says. It is made of a secret that the runner tells the worker before any subject is loaded,
 * of the message and of its number: who reads the channel learns nothing to forge with, and can only drop messages, which
 * makes a test hang. One function of node's, which looks nothing up that a subject could have replaced.
 */
import { hash, randomBytes } from 'node:crypto';

const digest = hash;

export type Seal = (serial: number, text: string) => string;

export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

export function sealWith(secret: string): Seal {
  return (serial, text) => digest('sha256', secret + digest('sha256', `${secret}${serial} ${text}`));
}
