/** A few sums of the month in a row, the number first. */

export function Figures({ figures }: { figures: [value: string, name: string][] }) {
  return (
    <dl class="figures">
      {figures.map(([value, name]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
