import type { Language } from './language.ts';

export const german: Language = {
  language: 'de',
  greeting: 'Guten Tag{% if recipient.displayName %} {{ recipient.displayName }}{% endif %},',
  closing: 'Ihr Internetanbieter\n{{ links.home }}',
  letters: {
    'invoice-created': {
      subject: 'Rechnung {{ event.number }} über {{ event.total | money }}',
      paragraphs: [
        'Ihre Rechnung {{ event.number }} vom {{ event.issuedOn | date }} für die Zeit vom {{ event.periodStart | date }} bis vor dem {{ event.periodEnd | date }} beträgt {{ event.total | money }}.',
        '{% if data.invoice %}{% for line in data.invoice.lines %}{{ line.description }}: {{ line.net | money }}\n{% endfor %}Umsatzsteuer: {{ data.invoice.taxTotal | money }}{% endif %}',
        'Bitte zahlen Sie {{ event.openAmount | money }} bis zum {{ event.dueOn | date }}.',
        '{% if data.customer %}Kundennummer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'invoice-paid': {
      subject: 'Rechnung {{ event.number }} ist bezahlt',
      paragraphs: [
        'vielen Dank: Ihre Rechnung {{ event.number }} über {{ event.total | money }} ist seit dem {{ event.paidOn | date }} vollständig bezahlt.',
        '{% if data.customer %}Kundennummer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'invoice-overdue': {
      subject: 'Rechnung {{ event.number }} ist überfällig',
      paragraphs: [
        'Ihre Rechnung {{ event.number }} war am {{ event.dueOn | date }} fällig. Von {{ event.total | money }} sind noch {{ event.openAmount | money }} offen; bitte zahlen Sie diesen Betrag jetzt.',
        'Haben Sie in den letzten Tagen gezahlt, hat sich dieses Schreiben mit Ihrer Zahlung gekreuzt und Sie brauchen nichts zu tun.',
        '{% if data.customer %}Kundennummer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'payment-failed': {
      subject: 'Ihre Zahlung über {{ event.amount | money }} ist fehlgeschlagen',
      paragraphs: [
        'Ihre Zahlung über {{ event.amount | money }} wurde abgelehnt (Code {{ event.reason }}). Es wurde nichts abgebucht.',
        'Bitte versuchen Sie es noch einmal oder wählen Sie eine andere Zahlungsart.',
        '{% if data.customer %}Kundennummer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'application-approved': {
      subject: 'Ihr Anschluss ist bewilligt',
      paragraphs: [
        'wir können Sie anschließen: Ihr Antrag ist bewilligt.{% if data.application.tariff %} Sie haben {{ data.application.tariff.name }} gewählt.{% endif %}',
        '{% if data.application.address %}Installiert wird der Anschluss hier: {{ data.application.address.street }} {{ data.application.address.houseNumber }}, {{ data.application.address.postalCode }} {{ data.application.address.city }}. Den Termin vereinbaren wir mit Ihnen.{% endif %}',
      ],
    },
    'application-activated': {
      subject: 'Ihr Anschluss ist in Betrieb',
      paragraphs: [
        'Ihre Leitung ist in Betrieb, und Ihr Vertrag{% if data.application.tariff %} über {{ data.application.tariff.name }}{% endif %} beginnt am {{ event.startsOn | date }}.',
        '{% if data.application.address %}{{ data.application.address.street }} {{ data.application.address.houseNumber }}, {{ data.application.address.postalCode }} {{ data.application.address.city }}{% endif %}',
      ],
    },
    'outage-began': {
      subject: 'Ihr Anschluss ist gestört',
      paragraphs: [
        'seit {{ event.from | datetime }} ist unser Netz gestört, und Ihr Anschluss ist davon betroffen. Wir arbeiten daran.',
        '{% if event.expectedEndAt %}Wir rechnen mit dem Ende bis {{ event.expectedEndAt | datetime }}. {% endif %}Sie brauchen nichts zu tun; wir schreiben Ihnen, sobald die Störung behoben ist.',
        '{% if data.customer %}Kundennummer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'outage-ended': {
      subject: 'Ihr Anschluss funktioniert wieder',
      paragraphs: [
        'die Störung ist behoben{% if event.to %}, seit {{ event.to | datetime }}{% endif %}, und Ihr Anschluss funktioniert wieder. Wir bitten um Entschuldigung.',
        'Sollte er nicht gehen, starten Sie bitte Ihr Gerät neu; hilft das nicht, melden Sie sich bei uns.',
        '{% if data.customer %}Kundennummer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'user-registered': {
      subject: 'Willkommen',
      paragraphs: [
        'Sie sind registriert. Mit dieser Adresse und Ihrem Passwort können Sie sich ab sofort anmelden.',
        'Waren Sie das nicht, sagen Sie uns bitte Bescheid.',
      ],
    },
  },
};
