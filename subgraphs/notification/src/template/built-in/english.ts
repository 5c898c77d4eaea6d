import type { Language } from './language.ts';

export const english: Language = {
  language: 'en',
  greeting: '{% if recipient.displayName %}Dear {{ recipient.displayName }},{% else %}Hello,{% endif %}',
  closing: 'Your provider\n{{ links.home }}',
  letters: {
    'invoice-created': {
      subject: 'Invoice {{ event.number }} over {{ event.total | money }}',
      paragraphs: [
        'your invoice {{ event.number }} of {{ event.issuedOn | date }} for the time from {{ event.periodStart | date }} until {{ event.periodEnd | date }} is {{ event.total | money }}.',
        '{% if data.invoice %}{% for line in data.invoice.lines %}{{ line.description }}: {{ line.net | money }}\n{% endfor %}Tax: {{ data.invoice.taxTotal | money }}{% endif %}',
        'Please pay {{ event.openAmount | money }} by {{ event.dueOn | date }}.',
        '{% if data.customer %}Customer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'invoice-paid': {
      subject: 'Invoice {{ event.number }} is paid',
      paragraphs: [
        'thank you: since {{ event.paidOn | date }} invoice {{ event.number }} over {{ event.total | money }} is paid in full.',
        '{% if data.customer %}Customer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'invoice-overdue': {
      subject: 'Invoice {{ event.number }} is overdue',
      paragraphs: [
        'invoice {{ event.number }} was due on {{ event.dueOn | date }}. {{ event.openAmount | money }} of {{ event.total | money }} are still open; please pay them now.',
        'If you have paid in the last days, this letter has crossed your payment and you need do nothing.',
        '{% if data.customer %}Customer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'payment-failed': {
      subject: 'Your payment over {{ event.amount | money }} did not go through',
      paragraphs: [
        'your payment over {{ event.amount | money }} was refused (code {{ event.reason }}). Nothing was taken.',
        'Please try again, or use another way to pay.',
        '{% if data.customer %}Customer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'application-approved': {
      subject: 'Your connection is approved',
      paragraphs: [
        'we can connect you: your application is approved.{% if data.application.tariff %} You chose {{ data.application.tariff.name }}.{% endif %}',
        '{% if data.application.address %}It will be installed at {{ data.application.address.street }} {{ data.application.address.houseNumber }}, {{ data.application.address.postalCode }} {{ data.application.address.city }}. We will agree on a date with you.{% endif %}',
      ],
    },
    'application-activated': {
      subject: 'Your connection works',
      paragraphs: [
        'your line is in service, and your subscription{% if data.application.tariff %} to {{ data.application.tariff.name }}{% endif %} starts on {{ event.startsOn | date }}.',
        '{% if data.application.address %}{{ data.application.address.street }} {{ data.application.address.houseNumber }}, {{ data.application.address.postalCode }} {{ data.application.address.city }}{% endif %}',
      ],
    },
    'outage-began': {
      subject: 'Your line is out of service',
      paragraphs: [
        'since {{ event.from | datetime }} there is a fault in our network that touches your line. We are working on it.',
        '{% if event.expectedEndAt %}We expect it to be over by {{ event.expectedEndAt | datetime }}. {% endif %}You need do nothing, and we write again when it is over.',
        '{% if data.customer %}Customer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'outage-ended': {
      subject: 'Your line works again',
      paragraphs: [
        'the fault in our network is over{% if event.to %} since {{ event.to | datetime }}{% endif %} and your line works again. We are sorry for the trouble.',
        'If you still have none, please restart your device; if that does not help, tell us.',
        '{% if data.customer %}Customer {{ data.customer.number }}, {{ data.customer.name }}{% endif %}',
      ],
    },
    'user-registered': {
      subject: 'Welcome',
      paragraphs: [
        'you have registered. With this address and your password you can sign in from now on.',
        'If it was not you, please tell us.',
      ],
    },
  },
};
