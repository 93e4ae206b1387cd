/** The photos of a visit for those who may see them: opened one by one, since each opening is noted in the trail. */
import type { VisitPhoto } from '../api/schema';
import { tell } from '../words/photos';
import { Button } from './button';
import '../style/photos.css';

export function VisitPhotos({ photos }: { photos: VisitPhoto[] | undefined }) {
  if (!photos?.length) return null;
  return (
    <span class="photo-links">
      {photos.map(({ id }, place) => (
        <Button key={id} kind="plain" icon="picture" href={`/api/attachments/${id}`} newTab>
          {tell('photos.open', { number: place + 1 })}
        </Button>
      ))}
    </span>
  );
}
