/** A client may refuse her voucher (569/2009 s.6): she is told what happens, and it happens when she says so again. */
import { useRef, useState } from 'preact/hooks';
import type { VoucherDetail } from '../../api/schema';
import { Button } from '../../parts/button';
import { Fetched } from '../../parts/fetched';
import { tell } from '../../words/client';

const FORM = () => import('./refusal-form');

interface RefusalProps {
  voucher: VoucherDetail;
  isHerself: boolean;
  onRefused: () => void;
}

export function Refusal({ voucher, isHerself, onRefused }: RefusalProps) {
  const [step, go] = useState<'closed' | 'asked' | 'back'>('closed');
  // One id for one refusal, however often it is sent: a lost answer makes no second one.
  const id = useRef(crypto.randomUUID());
  if (step === 'asked') {
    const given = { voucher, id: id.current, onRefused, onBack: () => go('back') };
    return <Fetched part={FORM} given={given} />;
  }
  return (
    <Button kind="plain" onClick={() => go('asked')} focused={step === 'back'}>
      {tell(isHerself ? 'refusal.ask' : 'refusal.askFor')}
    </Button>
  );
}
