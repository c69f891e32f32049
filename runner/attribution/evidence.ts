/** What the words of a failure tell of its cause. */
import type { Failure } from '../results/record';

type Said = Pick<Failure, 'name' | 'message'>;

/** The method that an object does not have, by its Python name. */
export function missingMethod({ name, message }: Said): string | undefined {
  if (name === 'AssertionError') return undefined;
  const found = /^(?:[\w.]+)\.(\w+) is not a function/.exec(message)?.[1];
  return found?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A call of the loop failed by itself: what it is for is not there. A loop that forgets another duty does not say so. */
export function isCallRefused({ name, message }: Said): boolean {
  if (name === 'AssertionError') return false;
  if (name === 'NotImplementedError') return true;
  return /unexpected keyword argument|object has no attribute|UnboundLocalError|NameError/.test(`${name} ${message}`)
    && !/'NoneType' object/.test(message);
}

/** The call under test took what it must refuse: nobody else made it do so. */
export function isNotRefused({ message }: Said): boolean {
  return /\breturned .* instead of raising (?:TypeError|ValueError)\b/.test(message);
}

/** A run did not come to its end. */
export function isNotReturned({ name, message }: Said): boolean {
  return name === 'Hang' || /waited [\d.]+ s for \w+\(\) to return/.test(`${name}: ${message}`);
}

export function saysTheSame(one: Said, other: Said): boolean {
  return words(one) === words(other);
}

/** Numbers and addresses differ each time. */
export function words({ name, message }: Said): string {
  return `${name} ${message.split('\n')[0]?.replace(/\d[\d.]*|0x[\da-f]+/g, '#') ?? ''}`;
}
