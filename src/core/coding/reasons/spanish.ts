/** @file Spanish. */
import type { LanguageSource } from './language.ts';

export const SPANISH: LanguageSource = {
  jobs: `enfermero enfermera enfermeros =médico =médica doctora cirujano cirujana odontólogo odontóloga
    dentista farmacéutico farmacéutica fisioterapeuta psicólogo psicóloga veterinario veterinaria matrona
    celador celadora socorrista profesora educador educadora docente monitora orientador orientadora
    ingeniero ingeniera técnico técnica tecnico desarrollador desarrolladora programador programadora
    diseñador diseñadora disenador informático =informática arquitecto arquitecta delineante topógrafo
    abogado abogada juez jueza notario procurador contador contadora contable administrativo administrativa
    auxiliar asistente secretario secretaria recepcionista telefonista teleoperador teleoperadora gerente
    gerenta jefe jefa encargado encargada directora subdirector subdirectora coordinador coordinadora
    supervisora responsable analista asesor asesora gestor gestora ejecutivo ejecutiva consultora vendedor
    vendedora dependiente dependienta cajero cajera reponedor reponedora comprador compradora representante
    agente camarero camarera mesero mesera cocinero cocinera pinche lavaplatos panadero panadera pastelero
    carnicero carnicera pescadero charcutero frutero peluquero peluquera barbero esteticista maquillador
    costurera modista sastre zapatera jardinero jardinera agricultor agricultora ganadero jornalero peón
    albañil albanil fontanero plomero electricista carpintero carpintera pintora soldador soldadora herrera
    mecánico mecánica mecanico tornero fresador montador montadora operario operaria operador operadora
    obrero obrera trabajador trabajadora empleado empleada ayudante aprendiz becario becaria practicante
    pasante chofer conductora camionero camionera repartidor repartidora mensajero mensajera taxista
    almacenero almacenista carretillero mozo bodeguero estibador limpiador limpiadora conserje portero
    guardia niñera niñero cuidador cuidadora canguro bombero bombera policía militar soldado periodista
    traductor traductora intérprete redactor redactora fotógrafo fotógrafa escritor escritora cantante
    músico bailarín bailarina investigador investigadora científico científica químico química biólogo
    bióloga economista estadístico sociólogo presidenta propietario propietaria dueño dueña empresario
    empresaria autónomo autónoma autonomo emprendedor emprendedora estudiante jubilado jubilada desempleado
    desempleada pensionista azafata azafato interventor interventora inspectora instructora entrenador
    entrenadora funcionario funcionaria concejal alcalde alcaldesa cartero cartera sacerdote agrónomo
    agrónoma minero pescador pescadora leñador tapicero vidriero cerrajero yesero techador instalador
    instaladora reparador capataz anfitrión anfitriona`,
  topics: `ventas compras contabilidad proyecto proyectos recursos humanos mantenimiento calidad producción
    produccion seguridad limpieza almacén almacen cocina tienda clientes atención atencion ciencias datos
    sistemas redes obra obras enfermería enfermeria escuela primaria secundaria infantil niños ninos
    ancianos mayores hogar jurídico jurídica laboral financiero financiera comerciales tráfico logística
    logistica camión camion carga reparto oficina oficinas departamento =área zona sucursal cuentas
    desarrollo investigación educación educacion formación formacion cuidado personas mesas piso pisos
    planta turno noche tiempo completo parcial medio empresa empresas administración administracion gestión
    gestion dirección direccion nóminas nominas eléctrico eléctrica electrónico automotriz gastronómico
    fábrica fabrica construcción construccion sociales trabajo trabajos vuelo`,
  glue: `=y =del =con =por =para =los =las =el =en =al`,
  alone: `ama_de_casa director_comercial agente_comercial profesor medico cocina panadera pintor carpintero peon portera obrero camarera sastre cajera juez
    cantante granjero`,
  endings: `adora edora idora ciones icultor icultora terapeuta ologo ologa`,
};
