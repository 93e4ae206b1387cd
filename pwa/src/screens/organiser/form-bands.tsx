/** The time bands, a row each, in the order in which they are read: the first that holds counts. */
import { Choice } from '../../parts/choice';
import { Tick } from '../../parts/tick';
import type { DayKind } from '../../rules/holidays';
import { BAND_NAMES, bandName } from '../../words/band-names';
import { tell } from '../../words/organiser';
import { type BandDraft, emptyBand } from './draft-price';
import { slugOf } from './name-slug';
import { RowList } from './row-list';
import { FieldError, TypedField, useFault } from './typed-field';

const DAYS: readonly DayKind[] = ['weekday', 'saturday', 'sunday', 'holiday', 'eve'];
/** A band whose name is not among the usual ones. */
const OWN_NAME = '';

interface BandRowsProps {
  bands: BandDraft[];
  onChange: (bands: BandDraft[]) => void;
}

export function BandRows({ bands, onChange }: BandRowsProps) {
  return (
    <>
      <p class="hint">{tell('bands.hint')}</p>
      <RowList
        rows={bands}
        nameOf={({ slug }) => (slug ? bandName(slug) : tell('bands.unnamed'))}
        fresh={emptyBand}
        adding={tell('bands.add')}
        isOrdered
        onChange={onChange}
      >
        {(band, place, change) => <BandRow at={`value.bands.${place}`} place={place} band={band} onChange={change} />}
      </RowList>
    </>
  );
}

interface BandRowProps {
  at: string;
  place: number;
  band: BandDraft;
  onChange: (patch: Partial<BandDraft>) => void;
}

function BandRow({ at, place, band, onChange }: BandRowProps) {
  const days = useFault(`${at}.days`);
  const isUsual = BAND_NAMES.includes(band.slug);
  return (
    <>
      <div class="cells band-cells">
        <Choice
          label={tell('bands.name', { count: place + 1 })}
          value={isUsual ? band.slug : OWN_NAME}
          options={[
            ...BAND_NAMES.map((slug): [string, string] => [slug, bandName(slug)]),
            [OWN_NAME, tell('bands.ownName')],
          ]}
          onChoose={(slug) => onChange({ slug })}
        />
        {!isUsual && (
          <TypedField
            at={`${at}.slug`}
            label={tell('bands.ownNameField')}
            hint={tell('bands.ownNameHint')}
            value={band.slug}
            maxLength={40}
            onInput={(name) => onChange({ slug: slugTyped(name) })}
          />
        )}
        <TypedField
          at={`${at}.from`}
          label={tell('bands.from')}
          value={band.from}
          onInput={(from) => onChange({ from })}
        />
        <TypedField at={`${at}.to`} label={tell('bands.to')} value={band.to} onInput={(to) => onChange({ to })} />
        <TypedField
          at={`${at}.cents`}
          inputMode="decimal"
          label={tell('bands.cents')}
          value={band.cents}
          onInput={(cents) => onChange({ cents })}
        />
        <TypedField
          at={`${at}.factor`}
          inputMode="decimal"
          label={tell('bands.factor')}
          value={band.factor}
          onInput={(factor) => onChange({ factor })}
        />
      </div>
      <fieldset class="fields">
        <legend>{tell('bands.days')}</legend>
        <div class="ticks ticks-short">
          {DAYS.map((day) => (
            <Tick
              key={day}
              name={tell(`dayKind.${day}`)}
              checked={band.days.includes(day)}
              onTick={(checked) =>
                onChange({ days: DAYS.filter((one) => (one === day ? checked : band.days.includes(one))) })
              }
            />
          ))}
        </div>
        {days && <FieldError>{days}</FieldError>}
      </fieldset>
    </>
  );
}

/** The name as the wire knows it, with a hyphen that is still being typed left at its end. */
function slugTyped(name: string): string {
  const slug = slugOf(name);
  return /[\s-]$/.test(name) && slug !== '' ? `${slug}-` : slug;
}
