import { RivyaClient, RivyaError } from '@rivya/sdk';

const MODEL = 'wan-2-7-image-pro';
// No key here: the proxy at this path adds it.
const rivya = new RivyaClient({ baseURL: '/rivya' });
const form = document.querySelector('form');
const button = document.querySelector('button');
const status = document.querySelector('[role=status]');
const result = document.querySelector('img');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { picture, prompt } = form.elements;
  button.disabled = true;
  try {
    await repaint(picture.files[0], prompt.value);
  } catch (error) {
    status.textContent = error instanceof RivyaError ? `${error.message} (${error.code})` : 'Something went wrong.';
  } finally {
    button.disabled = false;
  }
});

async function repaint(picture, prompt) {
  status.textContent = 'Uploading…';
  const { url, kind } = await rivya.files.upload({ file: picture, kind: 'image', model: MODEL });
  const task = await rivya.generations.run(
    { model: MODEL, prompt, params: { resolution: '1K', referenceMediaItems: [{ url, kind }] } },
    {
      onUpdate: (update) => {
        status.textContent = update.status === 'queued' ? 'Waiting…' : 'Painting…';
      },
    },
  );
  result.src = task.result.primary_url;
  result.alt = prompt;
  result.hidden = false;
  status.textContent = 'Done.';
}
