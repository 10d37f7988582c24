/** Orders, closings and services by month; the same numbers stand in the table beside, so the picture is hidden from readers. */
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useLang, useWords } from '../../kit/index.ts';
import { ruleWords } from './words-rules.ts';

echarts.use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

interface Month {
  readonly month: string;
  readonly orders: number;
  readonly closed: number;
  readonly served: number;
}
export default function MonthChart({ months }: { months: readonly Month[] }) {
  const w = useWords(ruleWords);
  useLang();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const chart = echarts.init(box.current, null, { renderer: 'svg' });
    const text = { color: '#57524a', fontFamily: getComputedStyle(document.body).fontFamily };
    // Three inks told apart by lightness as well, so that they print and need no colour sight.
    const series = (name: string, color: string, pick: (m: Month) => number) => ({
      name,
      type: 'bar' as const,
      data: months.map(pick),
      itemStyle: { color },
      barMaxWidth: 18,
      barGap: '15%',
    });
    chart.setOption({
      animation: false,
      textStyle: text,
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: text },
      tooltip: { trigger: 'axis' },
      grid: { left: 40, right: 8, top: 36, bottom: 24 },
      xAxis: {
        type: 'category',
        data: months.map((m) => m.month),
        axisLine: { lineStyle: { color: '#8d8577' } },
        axisTick: { show: false },
        axisLabel: text,
      },
      yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: '#ddd6c8' } }, axisLabel: text },
      series: [
        series(w.orders, '#1f1d1a', (m) => m.orders),
        series(w.closed, '#8d8577', (m) => m.closed),
        series(w.served, '#22694a', (m) => m.served),
      ],
    });
    const resize = new ResizeObserver(() => chart.resize());
    resize.observe(box.current);
    return () => {
      resize.disconnect();
      chart.dispose();
    };
  }, [months, w]);
  return <div ref={box} className="chart" aria-hidden="true" />;
}
