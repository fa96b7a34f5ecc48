/** What the report hands to the scripts in it, as JSON. */

export interface PageData {
  /** Generator steps: the x of every curve. */
  readonly steps: readonly number[];
  readonly charts: readonly ChartData[];
}

export interface ChartData {
  /** Of the element that the chart is drawn into. */
  readonly id: string;
  readonly series: readonly SeriesData[];
}

export interface SeriesData {
  readonly label: string;
  /** Which of the page's line colours. */
  readonly tone: 1 | 2 | 3 | 4 | 5;
  readonly style: 'strong' | 'faint' | 'target';
  /** As many as there are steps; null where there is no finite number. */
  readonly values: readonly (number | null)[];
}
