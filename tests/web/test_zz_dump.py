from tests.web.test_english import *
from tests.visitor import text_of
from tests.factories.people import a_person
from tests.web.test_english import said_by
def show(p):
    print('=====',p.path); print(' | '.join(x.strip() for x in said_by(p.all('body')[0]) if x.strip()))
def test_dump(visit_in_english, names, magelang, wates):
    v=visit_in_english()
    for path in PUBLIC: show(v.get(path))
    show(v.get('/x',status=404))
    m=visit_in_english(an_officer(wates)); show(m.get('/beranda')); show(m.get('/saya')); l=m.get('/kursus/vlog/siapkan-hp-anda').submit('I understand').follow(); show(l); show(m.get('/beranda'))
    y=visit_in_english(a_volunteer(wates,'Rani')); show(y.get('/beranda')); show(y.get('/saya'))
    an_application(wates); mi=an_application(wates,'Budi',age=16,state=State.GUARDIAN); an_application(None,'Joko')
    c=visit_in_english(a_coordinator(wates))
    for p in ("/kelurahan/wates", "/kelurahan/wates/kartu", "/kelurahan/wates/relawan",f"/kelola/relawan/{mi.id}",f"/relawan/wali/{mi.guardian_token}",f"/relawan/status/{mi.code}"): show(c.get(p))
    p=c.get("/kelurahan/wates/kartu"); import re as r; o=r.search(r"name=\"orang\" value=\"(\d+)", p.html)[1]; show(p.submit("Make cards",status=200,orang=o))
    a=visit_in_english(); an_agency_officer(magelang); d=a.get("/masuk").submit("Sign in", username="dinas", password=PASSWORD).follow(); show(d)
    show(a.get('/dasbor/rincian/selesai?kursus=vlog'))
from lms.volunteering.models import State
