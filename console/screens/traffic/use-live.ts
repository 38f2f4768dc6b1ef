import { useCallback, useEffect, useRef, useState } from 'react';
import type { SecurityEvent } from '../../../src/core/events.js';
import { address } from '../../shared/api.js';

interface Portion {
  readonly events: readonly SecurityEvent[];
  readonly matched: number;
  readonly shown: number;
  /** One of so many is shown. */
  readonly sampled: number;
}

export interface Live {
  /** Newest first. */
  readonly events: readonly SecurityEvent[];
  /** Came while the list was held. */
  readonly waiting: number;
  readonly sampled: number;
  readonly state: 'off' | 'connecting' | 'on' | 'away';
  /** Shows what waited. */
  release(): void;
}

const mostKept = 2000;
const empty: readonly SecurityEvent[] = [];

interface LiveOptions {
  readonly q: string;
  readonly isOn: boolean;
  /** New events wait, so that nothing moves below the eye. */
  readonly isHeld: boolean;
  readonly onOpen: () => void;
}

/** The log as it grows. Says when it leaves some out, and goes on by itself when the connection broke. */
export function useLive({ q, isOn, isHeld, onOpen }: LiveOptions): Live {
  const [events, setEvents] = useState(empty);
  const [waiting, setWaiting] = useState<readonly SecurityEvent[]>(empty);
  const [sampled, setSampled] = useState(1);
  const [state, setState] = useState<Live['state']>('off');
  const latest = useRef({ isHeld, onOpen });
  useEffect(() => {
    latest.current = { isHeld, onOpen };
  });
  useEffect(() => {
    setEvents(empty);
    setWaiting(empty);
    setSampled(1);
    if (!isOn) {
      setState('off');
      return undefined;
    }
    setState('connecting');
    const source = new EventSource(address('/events/tail', { q }));
    source.addEventListener('open', () => {
      setState('on');
      latest.current.onOpen();
    });
    source.addEventListener('error', () => setState('away'));
    source.addEventListener('events', ({ data }: MessageEvent<string>) => {
      const portion = JSON.parse(data) as Portion;
      const add = (before: readonly SecurityEvent[]) => [...portion.events.toReversed(), ...before].slice(0, mostKept);
      setSampled(portion.sampled);
      if (latest.current.isHeld) setWaiting(add);
      else setEvents(add);
    });
    return () => source.close();
  }, [q, isOn]);
  const release = useCallback((): void => {
    setEvents((before) => [...waiting, ...before].slice(0, mostKept));
    setWaiting(empty);
  }, [waiting]);
  useEffect(() => {
    if (!isHeld && waiting.length) release();
  }, [isHeld, waiting, release]);
  return { events, waiting: waiting.length, sampled, state, release };
}
