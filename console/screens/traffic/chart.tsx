import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import styles from './traffic.module.css';

export interface HistogramAnswer {
  readonly from: number;
  readonly until: number;
  readonly bucketMillis: number;
  readonly exact: boolean;
  readonly looked: number;
  readonly buckets: readonly {
    readonly time: number;
    readonly allowed: number;
    readonly denied: number;
    readonly wouldDeny: number;
    readonly failed: number;
    readonly info: number;
  }[];
}

interface ChartParts {
  readonly data: HistogramAnswer;
  /** Milliseconds. */
  readonly onBrush: (from: number, to: number) => void;
}

const height = 96;
/** From the bottom of the stack upwards. */
const layers = [
  { name: 'denied', label: 'denied', colour: '--chart-denied' },
  { name: 'failed', label: 'failed', colour: '--chart-failed' },
  { name: 'wouldDeny', label: 'would be denied', colour: '--chart-would-deny' },
  { name: 'allowed', label: 'allowed', colour: '--chart-allowed' },
  { name: 'info', label: 'other', colour: '--chart-info' },
] as const;

/** Stacked bars on a canvas. */
export default function Chart({ data, onBrush }: ChartParts) {
  const frame = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef({ data, onBrush });
  useEffect(() => {
    latest.current = { data, onBrush };
    plot.current?.setData(stacked(data));
  }, [data, onBrush]);
  useEffect(() => {
    const element = frame.current!;
    const made = new uPlot(optionsFor(element, latest, tip), stacked(latest.current.data), element);
    plot.current = made;
    const watcher = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
    };
  }, []);
  return (
    <>
      <div ref={frame} className={styles['plot']} />
      <div ref={tip} className={styles['tip']} aria-hidden="true" />
    </>
  );
}

/** Sums from the bottom up: each layer is drawn from zero, the highest first. */
function stacked({ buckets }: HistogramAnswer): uPlot.AlignedData {
  const sums = layers.map((_, n) =>
    buckets.map((bucket) => layers.slice(0, n + 1).reduce((sum, { name }) => sum + bucket[name], 0)),
  );
  return [buckets.map(({ time }) => time / 1000), ...sums.toReversed()];
}

interface Latest {
  readonly current: ChartParts;
}

function optionsFor(
  element: HTMLElement,
  latest: Latest,
  tip: { readonly current: HTMLDivElement | null },
): uPlot.Options {
  const colours = getComputedStyle(element);
  const colour = (name: string): string => colours.getPropertyValue(name).trim();
  const axis = { stroke: colour('--text-soft'), font: '11px system-ui', ticks: { show: false } };
  const bars = uPlot.paths.bars!({ size: [0.9, 40], align: 1 });
  return {
    width: element.clientWidth,
    height,
    padding: [6, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { show: false } },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { range: () => [latest.current.data.from / 1000, latest.current.data.until / 1000] },
      y: { range: (_, __, most) => [0, Math.max(4, most)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        space: 90,
        values: (_, splits) => splits.map((at) => momentText(at, latest.current.data)),
      },
      {
        ...axis,
        grid: { stroke: colour('--line-faint'), width: 1 },
        size: 44,
        space: 28,
        values: (_, splits) => splits.map(shortCount),
      },
    ],
    series: [
      {},
      ...layers.toReversed().map(({ label, colour: name }) => ({
        label,
        fill: colour(name),
        stroke: colour(name),
        width: 0,
        paths: bars,
        points: { show: false },
      })),
    ],
    hooks: {
      setCursor: [(chart) => showTip(chart, latest.current.data, tip.current)],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < 4) return;
          latest.current.onBrush(chart.posToVal(left, 'x') * 1000, chart.posToVal(left + width, 'x') * 1000);
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function showTip(chart: uPlot, { buckets, bucketMillis }: HistogramAnswer, tip: HTMLDivElement | null): void {
  if (!tip) return;
  const { left = -1 } = chart.cursor;
  const at = left < 0 ? -1 : Math.floor((chart.posToVal(left, 'x') * 1000 - (buckets[0]?.time ?? 0)) / bucketMillis);
  const bucket = buckets[at];
  tip.hidden = !bucket;
  if (!bucket) return;
  const parts = layers
    .filter(({ name }) => bucket[name] > 0)
    .map(({ name, label }) => `${bucket[name].toLocaleString('en')} ${label}`);
  tip.textContent = `${new Date(bucket.time).toLocaleTimeString('en-GB')}: ${parts.join(', ') || 'nothing'}`;
}

const dayMillis = 86_400_000;

function momentText(seconds: number, { from, until }: HistogramAnswer): string {
  const date = new Date(seconds * 1000);
  const [day, time] = [date.toLocaleDateString('en-CA').slice(5), date.toLocaleTimeString('en-GB')];
  if (until - from > 2 * dayMillis) return day;
  return until - from > 600_000 ? time.slice(0, 5) : time;
}

function shortCount(value: number): string {
  return value >= 1000 ? `${Math.round(value / 100) / 10}k` : String(value);
}
