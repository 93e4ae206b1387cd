/** How accessible the service is, for anyone, with no sign-in (306/2019): what is checked, what is lacking, whom to tell. */
import { Button } from '../parts/button';
import { Screen } from '../parts/screen';
import { tell } from '../words/accessibility';
import { shortDay } from '../words/formats';
import { AccessibilityForm } from './accessibility-form';
import '../style/statement.css';

/** When the statement's own claims were last held against the product. */
const ASSESSED_ON = '2026-11-23';
const FORM = '/accessibility/feedback';
const TESTED = ['screens', 'large', 'keyboard', 'colour', 'motion', 'papers'] as const;
const LACKING = ['people', 'browsers', 'photos', 'calendar'] as const;

export default function Accessibility({ path }: { path: string }) {
  if (path === FORM) return <AccessibilityForm />;
  return (
    <Screen
      title={tell('accessibility.title')}
      lede={tell('accessibility.lede')}
      back="/"
      action={
        <Button kind="primary" href={FORM} wide>
          {tell('accessibility.give')}
        </Button>
      }
    >
      <div class="statement">
        <h2>{tell('accessibility.state')}</h2>
        <p>{tell('accessibility.partly')}</p>
        <h2>{tell('accessibility.tested')}</h2>
        <ul>
          {TESTED.map((one) => (
            <li key={one}>{tell(`accessibility.tested.${one}`)}</li>
          ))}
        </ul>
        <h2>{tell('accessibility.lacking')}</h2>
        <ul>
          {LACKING.map((one) => (
            <li key={one}>{tell(`accessibility.lacking.${one}`)}</li>
          ))}
        </ul>
        <h2>{tell('accessibility.assessed')}</h2>
        <p>{tell('accessibility.assessedOn', { day: shortDay(ASSESSED_ON) })}</p>
        <h2>{tell('accessibility.noticed')}</h2>
        <p>{tell('accessibility.tell')}</p>
        <p>{tell('accessibility.answer')}</p>
        <h2>{tell('accessibility.authority')}</h2>
        <p>
          {tell('accessibility.complain')}{' '}
          <a href={`https://${tell('accessibility.authorityPlace')}/`} rel="noreferrer">
            {tell('accessibility.authorityPlace')}
          </a>
        </p>
      </div>
    </Screen>
  );
}
