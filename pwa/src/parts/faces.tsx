/** Three faces to choose from, each with its word: one question, large enough for shaking hands. */
import { useId } from 'preact/hooks';
import { tell, type VoiceKey } from '../words/voice';
import { type Face, FacePicture } from './face-picture';

const FACES: Face[] = ['good', 'fair', 'bad'];

export function Faces({ face, onChoose }: { face: Face | null; onChoose: (face: Face) => void }) {
  const name = useId();
  return (
    <fieldset class="faces">
      <legend>{tell('face.legend')}</legend>
      <div class="faces-row">
        {FACES.map((one) => (
          <label key={one} class="face">
            <input type="radio" name={name} value={one} checked={one === face} onChange={() => onChoose(one)} />
            <FacePicture face={one} />
            <span>{tell(`face.${one}` as VoiceKey)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
