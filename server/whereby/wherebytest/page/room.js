(() => {
  'use strict';

  const config = JSON.parse(document.getElementById('config').textContent);
  const $ = (id) => document.getElementById(id);
  const statusTexts = {
    outside: 'Not in the room',
    knocking: 'Waiting to be let in',
    in: 'In the room',
    rejected: 'You were not let in',
    left: 'You left the room',
    ended: 'The host ended the meeting',
    removed: 'This room was deleted',
    lost: 'Connection lost',
  };
  const over = ['rejected', 'left', 'ended', 'removed', 'lost'];

  let me = ''; // participant id
  let presence = 'outside';
  let count = 0;
  let stream = null;

  // The room tells the embedding page what happens, as Whereby's does.
  const tell = (type, payload) => {
    if (window.parent !== window) {
      window.parent.postMessage({type, payload}, '*');
    }
  };

  const post = (action, body) => fetch(`/_room/${encodeURIComponent(config.room)}/${action}`, {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(body),
    keepalive: true, // also while the page goes
  });

  const mustKnock = () => config.locked && config.role === 'visitor';

  async function arrive(action) {
    const displayName = $('display-name').value.trim();
    $('error').textContent = '';
    if (!displayName) {
      $('error').textContent = 'Enter your name.';
      return;
    }
    const {externalId, metadata, roomKey} = config;
    try {
      const answer = await post(action, {displayName, externalId, metadata, roomKey});
      const body = await answer.json();
      if (!answer.ok) {
        $('error').textContent = `Refused: ${body.error}.`;
        return;
      }
      me = body.id;
    } catch {
      $('error').textContent = 'The room cannot be reached.';
      return;
    }
    if (action === 'knock') {
      tell('knock');
    }
    listen();
  }

  function listen() {
    stream = new EventSource(`/_room/${encodeURIComponent(config.room)}/events?me=${me}`);
    stream.onmessage = (event) => show(JSON.parse(event.data));
    stream.onerror = () => {
      if (stream && stream.readyState === EventSource.CLOSED) {
        show({presence: 'lost', people: [], knocks: []});
      }
    };
  }

  function show(view) {
    const before = presence;
    presence = view.presence;
    if (over.includes(presence) && stream) {
      stream.close();
      stream = null;
      me = '';
    }
    $('status').textContent = statusTexts[presence];
    $('status').dataset.presence = presence;
    $('lobby').hidden = presence === 'in' || presence === 'knocking';
    $('waiting').hidden = presence !== 'knocking';
    $('call').hidden = presence !== 'in';
    $('role').textContent = view.role || config.role;
    $('end').hidden = view.role !== 'host';
    $('participants').replaceChildren(...view.people.map(tile));
    $('knocks').replaceChildren(...view.knocks.map(knocker));
    showBackground();
    announce(before, view);
  }

  function announce(before, view) {
    if (before !== 'in' && presence === 'in') {
      tell('join');
    }
    if (presence === 'in' && view.people.length !== count) {
      count = view.people.length;
      tell('participantupdate', {count});
    }
    if (before === 'in' && presence !== 'in') {
      count = 0;
      if (presence === 'ended') {
        tell('meeting_end');
      }
      tell('leave', {removed: presence === 'removed' || presence === 'ended'});
    }
    if (before === 'knocking' && presence === 'left') {
      tell('cancel_knock');
    }
  }

  function showTheme() {
    for (const [name, colour] of Object.entries(config.theme.colors)) {
      document.documentElement.style.setProperty(`--${name}`, colour);
    }
    const logo = config.theme.images.logo;
    if (logo) {
      $('logo').src = logo;
      $('logo').hidden = false;
    }
    showBackground();
  }

  // At the door of a locked room it is another background than inside.
  function showBackground() {
    const outside = presence === 'knocking' || (presence !== 'in' && mustKnock());
    const image = config.theme.images[outside ? 'room-knock-page-background' : 'room-background'];
    document.body.style.backgroundImage = image ? `url("${image}")` : '';
  }

  function element(tag, text, className = '') {
    const made = document.createElement(tag);
    made.textContent = text;
    made.className = className;
    return made;
  }

  function tile(person) {
    const item = document.createElement('li');
    item.dataset.role = person.role;
    item.dataset.name = person.displayName;
    const initials = (person.displayName.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) || ['?']).slice(0, 2).join('');
    const avatar = element('div', initials.toUpperCase(), 'avatar');
    const hue = [...person.displayName].reduce((sum, letter) => sum + letter.codePointAt(0), 0) * 47 % 360;
    avatar.style.background = `hsl(${hue} 45% 45%)`;
    const label = person.displayName + (person.me ? ' (you)' : '') + (person.role === 'host' ? ' · host' : '');
    item.append(avatar, element('div', label, 'name'));
    return item;
  }

  function knocker(person) {
    const item = document.createElement('li');
    item.dataset.name = person.displayName;
    const answer = (text, letIn) => {
      const button = element('button', text, letIn ? 'let-in' : 'reject');
      button.onclick = () => post('answer', {me, id: person.id, letIn});
      return button;
    };
    item.append(element('span', `${person.displayName} is knocking`), answer('Let in', true), answer('Reject', false));
    return item;
  }

  function toggle(id, label, event, want) {
    const button = $(id);
    if (!button) {
      return; // a voice call has no camera
    }
    const enabled = typeof want === 'boolean' ? want : button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(enabled));
    button.textContent = `${label} ${enabled ? 'on' : 'off'}`;
    tell(event, {enabled});
  }

  const leave = () => me && post('leave', {me});
  const end = () => me && post('end', {me});
  const toggleMicrophone = (want) => toggle('microphone', 'Microphone', 'microphone_toggle', want);
  const toggleCamera = (want) => toggle('camera', 'Camera', 'camera_toggle', want);

  $('lobby').onsubmit = (event) => {
    event.preventDefault();
    arrive(mustKnock() ? 'knock' : 'join');
  };
  $('cancel-knock').onclick = leave;
  $('leave').onclick = leave;
  $('end').onclick = end;
  $('microphone').onclick = () => toggleMicrophone();
  if ($('camera')) {
    $('camera').onclick = () => toggleCamera();
  }
  window.addEventListener('pagehide', leave);

  // Commands of the embedding page.
  const commands = {
    knock: () => mustKnock() && !me && arrive('knock'),
    leave_room: leave,
    end_meeting: end,
    toggle_microphone: toggleMicrophone,
    toggle_camera: toggleCamera,
    toggle_chat: (open) => tell('chat_toggle', {open: open !== false}),
    toggle_people: (open) => tell('people_toggle', {open: open !== false}),
    toggle_screenshare: (enabled) => tell('screenshare_toggle', {enabled: enabled !== false}),
  };
  window.addEventListener('message', (event) => {
    const {command, args} = event.data || {};
    if (event.source === window.parent && window.parent !== window && Object.hasOwn(commands, command)) {
      commands[command](...(args || []));
    }
  });

  $('join').hidden = mustKnock();
  $('knock').hidden = !mustKnock();
  $('devices').hidden = !config.devicesDenied;
  showTheme();
  tell('ready');
  if (config.devicesDenied) {
    tell('deny_device_permission', {denied: true});
  } else {
    tell('grant_device_permission', {granted: true});
  }
})();
